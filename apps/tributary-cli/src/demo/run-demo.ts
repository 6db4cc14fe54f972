import { addDays } from '@tributary/simulator';
import { createApi } from './api.js';
import { type DemoPerson, demoPeople } from './people.js';
import { readDay } from './read-day.js';
import { sendDays } from './send-days.js';
import { showDay } from './show-day.js';

export interface DemoOptions {
  readonly gatewayUrl: string;
  readonly queryUrl: string;
  /** A key with the scopes `ingest` and `read`. */
  readonly apiKey: string;
  /** The date the demo takes for today, YYYY-MM-DD: people have data up to the day before. */
  readonly today: string;
  readonly print: (line: string) => void;
}

function whereToLook({ queryUrl }: DemoOptions, { userId }: DemoPerson, date: string): string[] {
  const get = (path: string): string =>
    `  curl -s -H "authorization: Bearer $TRIBUTARY_API_KEY" "${queryUrl}/v1/users/${userId}/${path}"`;
  return [
    'See more (TRIBUTARY_API_KEY is printed above and stands in .tributary/stack.env):',
    get(`daily-summaries?from=${date}&to=${date}`),
    get(`explain?metric=steps&date=${date}`),
    get(`aggregates?metric=heart_rate&from=${date}&to=${date}&bucket=PT1H`),
    get(`sleep?from=${date}&to=${date}`),
    get(`samples?metric=steps&from=${date}&to=${date}`),
  ];
}

/** Feeds the demo people, waits until all of it can be read, and prints their last day. Running it again changes nothing. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { gatewayUrl, queryUrl, apiKey, today, print } = options;
  const gateway = createApi(gatewayUrl, apiKey);
  const query = createApi(queryUrl, apiKey);
  const people = demoPeople(today);
  const date = addDays(today, -1);
  for (const demoPerson of people) {
    const sent = await sendDays(gateway, demoPerson);
    const outcomes = Object.entries(sent.outcomes)
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${String(count)} ${outcome}`);
    print('');
    print(demoPerson.title);
    print(`${String(sent.batches)} batches with ${String(sent.records)} records: ${outcomes.join(', ')}`);
    print('');
    print(`${date}, ${demoPerson.zone}`);
    const page = await readDay(query, demoPerson.userId, date, demoPerson.person.dates[0] ?? date);
    for (const line of showDay(page, demoPerson.zone)) print(line);
  }
  print('');
  const [first] = people;
  if (first !== undefined) for (const line of whereToLook(options, first, date)) print(line);
}
