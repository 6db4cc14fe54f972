import { type Person, type PersonOptions, addDays, createPerson } from '@tributary/simulator';

/** A demo person: the user id, who it is, and the days of data. */
export interface DemoPerson {
  readonly userId: string;
  readonly title: string;
  readonly zone: string;
  readonly person: Person;
}

type Row = Pick<PersonOptions, 'seed' | 'platform'> & {
  readonly name: string;
  readonly title: string;
  readonly zone: string;
};

const PEOPLE: readonly Row[] = [
  {
    seed: 'lena',
    platform: 'healthkit',
    name: 'Lena',
    title: 'Lena: iPhone, Apple Watch and a scale, through HealthKit',
    zone: 'Europe/Berlin',
  },
  {
    seed: 'omar',
    platform: 'health_connect',
    name: 'Omar',
    title: 'Omar: Android phone, band and a scale, through Health Connect',
    zone: 'Europe/London',
  },
];

/** How many days the demo feeds: one of each kind of training. */
const DAYS = 4;

/** The people of the demo with their last days; the last one is the day before `today` (YYYY-MM-DD). */
export const demoPeople = (today: string): DemoPerson[] =>
  PEOPLE.map(({ seed, platform, name, title, zone }) => ({
    userId: seed,
    title,
    zone,
    person: createPerson({
      seed,
      platform,
      name,
      zonePlan: [{ from: addDays(today, -DAYS), zone }],
      start: addDays(today, -DAYS),
      days: DAYS,
    }),
  }));
