import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';

export class PhoneDto {
  @IsString()
  id!: string;

  @IsOptional()
  @IsString()
  model?: string;

  @IsOptional()
  @IsString()
  osVersion?: string;

  @IsOptional()
  @IsString()
  appVersion?: string;

  @IsOptional()
  @IsString()
  timeZone?: string;
}

export class SyncDto {
  @IsIn(['live', 'backfill'])
  mode!: 'live' | 'backfill';

  @IsInt()
  sequence!: number;
}
