import { getPriority, setPriority } from 'node:os';

/** Lets other processes of the machine go first. One that was started with less priority keeps it. */
export const beNice = (niceness: number): void => setPriority(Math.max(getPriority(), niceness));
