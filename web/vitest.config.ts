import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['**/*.test.{ts,tsx}'],
    environment: 'node',
    cache: false,
    // Only a test that hangs takes that long, on the slowest of machines.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
