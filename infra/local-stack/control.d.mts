/** The pid of each server that is a running process of the test stack. */
export interface StackPids {
  kafka: number | null;
  mongodb: number | null;
}

/** `SIGTERM` is an orderly stop, `SIGKILL` a crash (Kafka then needs about 10 s to come back). */
export type StopSignal = 'SIGTERM' | 'SIGKILL';

export function canControlStack(): boolean;
export function stackPids(): Promise<StackPids>;
export function stopKafka(signal?: StopSignal): Promise<StackPids>;
export function startKafka(): Promise<StackPids>;
export function stopMongodb(signal?: StopSignal): Promise<StackPids>;
export function startMongodb(): Promise<StackPids>;
