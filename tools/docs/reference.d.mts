import type { TObject } from 'typebox';

export interface ReferenceSources {
  readonly contracts: typeof import('@tributary/contracts');
  readonly describeConfig: typeof import('@tributary/observability').describeConfig;
  readonly openApiOf: typeof import('@tributary/http').openApiOf;
  readonly asyncApi: typeof import('@tributary/http').asyncApi;
  readonly toText: typeof import('@tributary/http').toText;
  /** Configuration schema by app. */
  readonly configs: Readonly<Record<string, TObject>>;
}

export const PUBLISHED: string;
export function contractText(contract: object): string;
export function renderReference(sources: ReferenceSources): Record<string, string>;
