import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce } from './fetch-once.mjs';
import { probe } from './probe.mjs';

export const KAFKA_VERSION = '4.1.0';
const JAVA_AT_LEAST = 17;

/** @returns {Promise<string>} a Java that is new enough for Kafka */
export async function findJava() {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const banner = await probe(java, ['-version']);
  if (banner === undefined)
    throw new Error(`Java ${JAVA_AT_LEAST} or newer is needed, and "${java} -version" does not work`);
  const [, major] = /version "(\d+)/.exec(banner) ?? [];
  if (Number(major) >= JAVA_AT_LEAST) return java;
  throw new Error(`Java ${JAVA_AT_LEAST} or newer is needed, this is ${banner.split('\n')[0]}`);
}

/**
 * Kafka's own jars, as published, without the rest of its distribution.
 * @param {{ keeper: import('./keeper.mjs').Keeper, onProgress: (line: string) => void }} context
 * @returns {Promise<string>} the folder they are in
 */
export function kafkaJars({ keeper, onProgress }) {
  return fetchOnce(`kafka-${KAFKA_VERSION}`, async (folder) => {
    if ((await probe('mvn', ['-version'], { timeout: 30_000 })) === undefined) {
      throw new Error('Maven is needed to fetch Kafka, and "mvn -version" does not work');
    }
    onProgress(`Fetching Kafka ${KAFKA_VERSION} with Maven (43 MB, once) …`);
    writeFileSync(join(folder, 'pom.xml'), pom);
    writeFileSync(join(folder, 'log4j2.xml'), logging);
    const copy = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'];
    await keeper.run('mvn', copy, { cwd: folder, logFile: join(folder, 'mvn.log') });
  });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tributary</groupId>
  <artifactId>local-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
`;

const logging = `<Configuration status="ERROR">
  <Appenders><Console name="out"><PatternLayout pattern="%d %p %m (%c)%n" /></Console></Appenders>
  <Loggers>
    <Root level="WARN"><AppenderRef ref="out" /></Root>
    <Logger name="kafka.server.KafkaRaftServer" level="INFO" />
  </Loggers>
</Configuration>
`;
