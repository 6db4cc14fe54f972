import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsISO8601,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { PhoneDto, SyncDto } from './envelope.dto.js';

export class SourceDto {
  @IsString()
  name!: string;

  @IsString()
  bundleIdentifier!: string;
}

export class SourceRevisionDto {
  @ValidateNested()
  @Type(() => SourceDto)
  source!: SourceDto;

  @IsOptional()
  @IsString()
  version?: string;

  @IsString()
  operatingSystemVersion!: string;

  @IsOptional()
  @IsString()
  productType?: string;
}

export class HealthkitDeviceDto {
  @IsOptional()
  @IsString()
  name?: string;

  @IsOptional()
  @IsString()
  manufacturer?: string;

  @IsOptional()
  @IsString()
  model?: string;

  @IsOptional()
  @IsString()
  hardwareVersion?: string;

  @IsOptional()
  @IsString()
  softwareVersion?: string;
}

export class HealthkitRecordDto {
  @IsUUID()
  uuid!: string;

  @IsString()
  quantityType!: string;

  @IsNumber()
  quantity!: number;

  @IsString()
  unit!: string;

  @IsISO8601()
  startDate!: string;

  @IsISO8601()
  endDate!: string;

  @IsOptional()
  @IsBoolean()
  hasUndeterminedDuration?: boolean;

  @IsObject()
  metadata!: Record<string, unknown>;

  @ValidateNested()
  @Type(() => SourceRevisionDto)
  sourceRevision!: SourceRevisionDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => HealthkitDeviceDto)
  device?: HealthkitDeviceDto;
}

export class HealthkitBatchDto {
  @IsUUID()
  batchId!: string;

  @IsIn(['healthkit'])
  platform!: 'healthkit';

  @ValidateNested()
  @Type(() => PhoneDto)
  device!: PhoneDto;

  @ValidateNested()
  @Type(() => SyncDto)
  sync!: SyncDto;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HealthkitRecordDto)
  records!: HealthkitRecordDto[];
}
