import { parseExactJson } from '../../apimachinery/exact-json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { WriteEffects } from '../resources/definition.ts'
import type { Store } from '../storage/store.ts'

/** A store of one kind whose writes have effects. `find` gives the object that is stored at a key now. */
export function withEffects(store: Store, effects: WriteEffects, find: (key: string) => KubeObject | undefined): Store {
  return {
    get revision() { return store.revision },
    get compacted() { return store.compacted },
    get failure() { return store.failure },
    create: (key, value) => during(effects, parse(value), undefined, () => store.create(key, value)),
    update: (key, value, expected) =>
      during(effects, parse(value), find(key), () => store.update(key, value, expected)),
    delete: (key, expected) => during(effects, undefined, find(key), () => store.delete(key, expected)),
    entries: (prefix) => store.entries(prefix),
    subscribe: (listener) => store.subscribe(listener),
    history: (after, prefix) => store.history(after, prefix),
    close: () => store.close(),
  }
}

async function during<Result>(
  effects: WriteEffects, object: KubeObject | undefined, old: KubeObject | undefined, write: () => Promise<Result>,
): Promise<Result> {
  const finish = await effects.begin(object, old)
  let result: Result
  try {
    result = await write()
  } catch (error) {
    await finish(false)
    throw error
  }
  await finish(true)
  return result
}

function parse(value: Buffer): KubeObject {
  return parseExactJson(value.toString('utf8')) as KubeObject
}
