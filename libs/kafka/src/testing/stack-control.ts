/** The broker of a test stack that this run started itself and may stop; null where the broker is somebody else's. */
export interface BrokerControl {
  /** `SIGTERM` is an orderly stop, `SIGKILL` a crash. Resolves when the broker is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Resolves when the broker takes connections again, on the same port and data. */
  start(): Promise<void>;
}

/** `env` as the set-up of the integration tests leaves it. */
export function brokerControl(env: Readonly<Record<string, string | undefined>>): BrokerControl | null {
  const url = env['TRIBUTARY_STACK_CONTROL'];
  const { kafka } = JSON.parse(env['TRIBUTARY_TEST_STACK'] ?? '{}') as { kafka?: unknown };
  if (url === undefined || !kafka) return null;
  const call = async (path: string): Promise<void> => {
    const answer = await fetch(url + path, { method: 'POST' });
    if (!answer.ok) throw new Error(`the stack control answered ${answer.status} to ${path}`);
  };
  return { stop: (signal) => call(`/kafka/stop?signal=${signal}`), start: () => call('/kafka/start') };
}
