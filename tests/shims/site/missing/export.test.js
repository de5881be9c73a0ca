import { snapshot } from 'node:test';

snapshot();
