export function formatStackEnv(values: Record<string, string>): string;
export function parseStackEnv(text: string): Record<string, string>;
export function withDatabase(uri: string, database?: string): string;
