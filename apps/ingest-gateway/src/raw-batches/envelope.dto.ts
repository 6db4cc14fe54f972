import { BATCH_ID_PATTERN } from '@tributary/contracts';
import {
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const MAX_TEXT = 1_000;

/** `null` counts as absent throughout: many clients send it for what they do not know. */
export class DeviceDto {
  @IsOptional() @IsString() @MaxLength(MAX_TEXT) id?: unknown;
  @IsOptional() @IsString() @MaxLength(MAX_TEXT) model?: unknown;
  @IsOptional() @IsString() @MaxLength(MAX_TEXT) osVersion?: unknown;
  @IsOptional() @IsString() @MaxLength(MAX_TEXT) appVersion?: unknown;
  @IsOptional() @IsString() @MaxLength(MAX_TEXT) timeZone?: unknown;
}

export class SyncDto {
  @IsOptional() @IsIn(['live', 'backfill']) mode?: unknown;
  @IsOptional()
  @IsInt({ message: '$property must be a whole number' })
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  sequence?: unknown;
  @IsOptional() @IsObject() anchors?: unknown;
}

/** The envelope without what its lists hold: nothing here looks into a record. */
export class EnvelopeDto {
  @IsOptional() @IsString() @Matches(BATCH_ID_PATTERN) batchId?: unknown;
  @IsString() platform?: unknown;
  @IsOptional() @IsObject() @ValidateNested() device?: unknown;
  @IsOptional() @IsObject() @ValidateNested() sync?: unknown;
  @IsArray() records?: unknown;
  @IsOptional() @IsArray() deletions?: unknown;
  @IsOptional() @IsArray() deletionsUnavailable?: unknown;
  @IsOptional() @IsArray() snapshots?: unknown;
}
