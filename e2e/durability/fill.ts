import { openLevelStore } from '../../apiserver/storage/level/open.ts'

const together = 500
const padding = 'x'.repeat(700)

/** Puts ConfigMaps of about a kilobyte into a store, in a namespace that nobody writes to. */
export async function fillStore(path: string, objects: number): Promise<void> {
  if (objects === 0) return
  const store = await openLevelStore({ path })
  for (let first = 0; first < objects; first += together) {
    await Promise.all(Array.from({ length: Math.min(together, objects - first) }, (_, index) => {
      const name = `filled-${String(first + index).padStart(7, '0')}`
      return store.create(`/registry/configmaps/filled/${name}`, Buffer.from(JSON.stringify(configMap(name))))
    }))
  }
  await store.close()
}

function configMap(name: string): object {
  const metadata = { name, namespace: 'filled', uid: crypto.randomUUID(), creationTimestamp: '2026-01-01T00:00:00Z' }
  return { kind: 'ConfigMap', apiVersion: 'v1', metadata, data: { padding } }
}
