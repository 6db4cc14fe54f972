import { held } from './jest-stack.mjs';

export default () => held.stop();
