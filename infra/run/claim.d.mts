export function claim(file: string, options: { pid: number; waitMs: number; refusal: string }): Promise<() => void>;
