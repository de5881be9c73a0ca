/* Runs one case under Node's own runner; what it noted goes to the file that DAEBUG_NOTES names. */
import { writeFileSync } from 'node:fs';
import * as runner from 'node:test';
import { CASES } from './cases.mjs';

const notes = [];
process.on('exit', () => writeFileSync(process.env.DAEBUG_NOTES, JSON.stringify(notes)));
CASES[process.env.DAEBUG_CASE]({ ...runner, note: (word) => notes.push(word) });
