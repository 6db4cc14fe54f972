import { Body, Controller, Get, HttpCode, Inject, type OnApplicationBootstrap, Param, Post } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { HealthConnectBatchDto } from './health-connect-batch.dto.js';
import { HealthkitBatchDto } from './healthkit-batch.dto.js';
import { KAFKA_CLIENT, type KafkaLike, PARTITIONS, SAMPLES_TOPIC } from './kafka-client.js';

@Controller()
export class SamplesController implements OnApplicationBootstrap {
  constructor(@Inject(KAFKA_CLIENT) private readonly kafka: ClientKafka) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.kafka.connect();
    const admin = this.kafka.unwrap<KafkaLike>().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: SAMPLES_TOPIC, numPartitions: PARTITIONS }] });
    await admin.disconnect();
  }

  @Get('health')
  health(): { status: string } {
    return { status: 'ok' };
  }

  @Post('users/:id/healthkit')
  @HttpCode(202)
  async healthkit(@Param('id') userId: string, @Body() batch: HealthkitBatchDto): Promise<{ received: number }> {
    return this.publish(userId, batch.records);
  }

  @Post('users/:id/health_connect')
  @HttpCode(202)
  async healthConnect(
    @Param('id') userId: string,
    @Body() batch: HealthConnectBatchDto,
  ): Promise<{ received: number }> {
    const samples = batch.records.flatMap(({ samples: series, ...record }) =>
      series === undefined ? [record] : series.map((sample) => ({ ...record, ...sample })),
    );
    return this.publish(userId, samples);
  }

  /** One message per sample; the answer comes when the broker has all of them. */
  private async publish(userId: string, samples: readonly object[]): Promise<{ received: number }> {
    await Promise.all(samples.map((value) => lastValueFrom(this.kafka.emit(SAMPLES_TOPIC, { key: userId, value }))));
    return { received: samples.length };
  }
}
