import type { RuntimeContainer } from './runtime.ts'

/** A container that runs since the beginning of 2026, for tests; its id is its name. */
export function sampleContainer(name: string, fields: Partial<RuntimeContainer> = {}): RuntimeContainer {
  return {
    id: name,
    name,
    attempt: 0,
    state: 'running',
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: null,
    exitCode: 0,
    oomKilled: false,
    image: 'i',
    imageId: 'x',
    terminationMessageFile: '',
    ...fields,
  }
}
