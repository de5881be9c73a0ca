import test from 'node:test';
import { declared, holds } from './checks.js';

test('its own', () => holds(1));
declared();
