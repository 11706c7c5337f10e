import type { KubeObject, OwnerReference } from '../../apimachinery/meta.ts'
import type { DiscoveredResource } from '../runtime/discovery.ts'

/** An object and the resource it is one of. */
export interface Node {
  object: KubeObject
  resource: DiscoveredResource
}

/** Who owns whom, by uid, as far as it is known. Upstream: GraphBuilder. */
export class Graph {
  private readonly nodes = new Map<string, Node>()
  private readonly dependents = new Map<string, Set<string>>()

  get(uid: string): Node | undefined {
    return this.nodes.get(uid)
  }

  /** What names this one as an owner, whether or not it is known itself. */
  dependentsOf(uid: string): Node[] {
    return [...this.dependents.get(uid) ?? []].map((one) => this.nodes.get(one)).filter((node) => node !== undefined)
  }

  of(resource: DiscoveredResource): Node[] {
    return [...this.nodes.values()].filter((node) => node.resource === resource)
  }

  /** Takes in a new state; hands back the uids of what is to be judged again. */
  put(resource: DiscoveredResource, object: KubeObject): string[] {
    const uid = object.metadata.uid!
    const before = this.nodes.get(uid)?.object
    this.nodes.set(uid, { object, resource })
    const [old, now] = [ownersOf(before), ownersOf(object)]
    for (const owner of old) this.unlink(owner.uid, uid)
    for (const owner of now) this.dependents.set(owner.uid, (this.dependents.get(owner.uid) ?? new Set()).add(uid))
    const isSame = before !== undefined && facts(before) === facts(object)
    if (isSame) return []
    // An owner may have been waiting for this one to let it go.
    const released = old.map((owner) => owner.uid)
    const isConcerned = now.length > 0 || object.metadata.deletionTimestamp !== undefined
    return [...released, ...(isConcerned ? [uid] : [])]
  }

  /** Forgets what is gone; hands back the uids of what is to be judged again. */
  drop({ metadata: { uid } }: KubeObject): string[] {
    const owners = ownersOf(this.nodes.get(uid!)?.object).map((owner) => owner.uid)
    this.nodes.delete(uid!)
    for (const owner of owners) this.unlink(owner, uid!)
    return [...owners, ...this.dependents.get(uid!) ?? []]
  }

  private unlink(owner: string, dependent: string): void {
    const set = this.dependents.get(owner)
    set?.delete(dependent)
    if (set?.size === 0) this.dependents.delete(owner)
  }
}

function ownersOf(object: KubeObject | undefined): readonly OwnerReference[] {
  return object?.metadata.ownerReferences ?? []
}

/** What of an object the garbage collector goes by. */
function facts({ metadata: { ownerReferences, finalizers, deletionTimestamp } }: KubeObject): string {
  return JSON.stringify([ownerReferences, finalizers, deletionTimestamp])
}
