export { ApiProblem } from './api-problem.js';
export type { CallerOptions, RetryOptions } from './caller.js';
export { TributaryClient, type Batch, type ClientOptions, type FollowOptions } from './client.js';
export type { AnswerOf, ListOperation, ParametersOf, ReadOperation, RowOf } from './read-calls.js';
