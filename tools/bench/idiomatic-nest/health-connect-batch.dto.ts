import { Type } from 'class-transformer';
import {
  IsArray,
  IsISO8601,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { PhoneDto, SyncDto } from './envelope.dto.js';

export class ZoneOffsetDto {
  @IsString()
  id!: string;

  @IsInt()
  totalSeconds!: number;
}

export class HealthConnectDeviceDto {
  @IsInt()
  type!: number;

  @IsOptional()
  @IsString()
  manufacturer?: string | null;

  @IsOptional()
  @IsString()
  model?: string | null;
}

export class MetadataDto {
  @IsUUID()
  id!: string;

  @IsString()
  dataOrigin!: string;

  @IsISO8601()
  lastModifiedTime!: string;

  @IsOptional()
  @IsString()
  clientRecordId?: string | null;

  @IsInt()
  clientRecordVersion!: number;

  @IsInt()
  recordingMethod!: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => HealthConnectDeviceDto)
  device?: HealthConnectDeviceDto | null;
}

export class HeartRateSampleDto {
  @IsISO8601()
  time!: string;

  @IsNumber()
  beatsPerMinute!: number;
}

export class HealthConnectRecordDto {
  @IsString()
  recordType!: string;

  @IsISO8601()
  startTime!: string;

  @IsISO8601()
  endTime!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => ZoneOffsetDto)
  startZoneOffset?: ZoneOffsetDto | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => ZoneOffsetDto)
  endZoneOffset?: ZoneOffsetDto | null;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HeartRateSampleDto)
  samples?: HeartRateSampleDto[];

  @IsOptional()
  @IsNumber()
  count?: number;

  @IsOptional()
  @IsObject()
  energy?: Record<string, number>;

  @ValidateNested()
  @Type(() => MetadataDto)
  metadata!: MetadataDto;
}

export class HealthConnectBatchDto {
  @IsUUID()
  batchId!: string;

  @IsIn(['health_connect'])
  platform!: 'health_connect';

  @ValidateNested()
  @Type(() => PhoneDto)
  device!: PhoneDto;

  @ValidateNested()
  @Type(() => SyncDto)
  sync!: SyncDto;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HealthConnectRecordDto)
  records!: HealthConnectRecordDto[];
}
