import { Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { KAFKA_CLIENT } from './kafka-client.js';
import { SamplesController } from './samples.controller.js';

@Module({
  imports: [
    ClientsModule.register([
      {
        name: KAFKA_CLIENT,
        transport: Transport.KAFKA,
        options: {
          client: { clientId: 'idiomatic-nest', brokers: (process.env['KAFKA_BROKERS'] ?? '').split(',') },
          producerOnlyMode: true,
          send: { acks: -1 },
        },
      },
    ]),
  ],
  controllers: [SamplesController],
})
export class AppModule {}
