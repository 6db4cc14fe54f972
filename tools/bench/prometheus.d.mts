export function sumOf(text: string, metric: string, labels?: string[]): number;
