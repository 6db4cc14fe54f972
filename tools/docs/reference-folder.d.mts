export function driftOf(folder: string, files: Record<string, string>): string[];
export function writeFolder(folder: string, files: Record<string, string>): void;
