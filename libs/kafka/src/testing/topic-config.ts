import { ConfigResourceTypes, Kafka, logLevel } from '../kafkajs.js';

/** Sets of a topic exactly these settings beside the defaults of the broker, as an operator may. */
export async function configureTopic(
  brokers: readonly string[],
  topic: string,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const admin = new Kafka({ clientId: 'topic-config', brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    });
  } finally {
    await admin.disconnect();
  }
}
