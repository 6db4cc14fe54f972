import type { UserKey } from '@tributary/contracts';
import mongoose from 'mongoose';
import type { KeptSnapshot } from '../records/kept-snapshot.js';
import type { Recording } from '../records/recording.js';
import type { RegistryEntry } from '../records/registry-entry.js';

/** Chunk ids carry the person's key, which an import may change: an export leaves it out. */
const placeOutOf = (place: string, user: UserKey): string =>
  place.startsWith(`${user}|`) ? place.slice(user.length + 1) : place;

const placeInto = (place: string, user: UserKey): string => (place.includes('|') ? `${user}|${place}` : place);

type Place = (place: string) => string;
type Whose = (recording: Recording) => Recording;

function mapped({ at, version, tombstone, history, outliving, ...rest }: RegistryEntry, place: Place, whose: Whose) {
  const entry = { at: at.map(place), version, tombstone, history, ...rest };
  if (outliving === undefined) return entry;
  return {
    ...entry,
    outliving: outliving.map(({ version: of, content }) => ({
      version: of,
      content: content && {
        recording: content.recording && whose(content.recording),
        pieces: content.pieces.map(({ chunk, record }) => ({ chunk: place(chunk), record })),
      },
    })),
  };
}

/** A registry entry without the person's key. */
export const entryOutOf = (entry: RegistryEntry, user: UserKey): RegistryEntry =>
  mapped(
    entry,
    (place) => placeOutOf(place, user),
    (recording) => ({ ...recording, u: '' as UserKey }),
  );

/** A registry entry with it. */
export const entryInto = (entry: RegistryEntry, user: UserKey): RegistryEntry =>
  mapped(
    entry,
    (place) => placeInto(place, user),
    (recording) => ({ ...recording, u: user }),
  );

export const presentText = (present: KeptSnapshot['present']): string => Buffer.from(present.buffer).toString('base64');

export const presentOf = (text: string): KeptSnapshot['present'] =>
  new mongoose.mongo.Binary(Buffer.from(text, 'base64'));
