import type { KubeObject } from '../../apimachinery/meta.ts'
import { systemPriorityClasses } from '../resources/scheduling/priority-class.ts'
import { forbid } from './forbid.ts'
import { objectOf } from './kind-of.ts'
import { podOf } from './pod-create.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

interface PriorityClass {
  name: string
  value: number
  preemptionPolicy: string
}

const preempts = 'PreemptLowerPriority'
const classes = 'priorityclasses.scheduling.k8s.io'
const kind = 'scheduling.k8s.io/v1/priorityclasses'

type Sources = Pick<AdmissionSources, 'getObject' | 'listObjects'>

/** The number a pod's priority class stands for. Upstream: plugin/admission/priority. */
export function priority(sources: Sources): AdmissionPlugin {
  return {
    name: 'Priority',
    only: ['pods', classes],
    async admit(attributes) {
      keepOnUpdate(attributes)
      const pod = podOf(attributes, 'CREATE')
      if (pod === undefined) return
      const spec = pod['spec']
      const { name, value, preemptionPolicy } = await classOf(attributes, spec.priorityClassName, sources)
      if (name !== '') spec.priorityClassName = name
      refuseOther(attributes, 'integer value of priority', spec.priority, value)
      spec.priority = value
      refuseOther(attributes, 'string value of PreemptionPolicy', spec.preemptionPolicy, preemptionPolicy)
      spec.preemptionPolicy = preemptionPolicy
    },
    async validate(attributes) {
      keepSystemClass(attributes)
      await checkDefault(attributes, sources)
    },
  }
}

/** A client that knows nothing of priorities does not take a pod's away. */
function keepOnUpdate(attributes: Attributes): void {
  const pod = podOf(attributes, 'UPDATE')
  const old = attributes.old?.['spec']
  if (pod === undefined || old === undefined) return
  for (const field of ['priority', 'preemptionPolicy']) {
    if (pod['spec'][field] === undefined && old[field] !== undefined) pod['spec'][field] = old[field]
  }
}

async function classOf(attributes: Attributes, name: string | undefined, sources: Sources): Promise<PriorityClass> {
  if (!name) return defaultClass(sources)
  const found = await sources.getObject?.(kind, '', name)
  if (found !== undefined) return fromObject(name, found)
  const value = systemPriorityClasses[name]
  if (value === undefined) throw forbid(attributes, `no PriorityClass with name ${name} was found`)
  return { name, value, preemptionPolicy: preempts }
}

async function defaultClass(sources: Sources): Promise<PriorityClass> {
  const found = await markedDefault(sources)
  return found ? fromObject(found.metadata.name ?? '', found) : { name: '', value: 0, preemptionPolicy: preempts }
}

/** The lowest of those marked as default; there should be but one. */
async function markedDefault({ listObjects }: Sources): Promise<KubeObject | undefined> {
  const classes = ((await listObjects?.(kind, '')) ?? []).filter((one) => one['globalDefault'] === true)
  return classes.sort((one, other) => (one['value'] ?? 0) - (other['value'] ?? 0))[0]
}

/** Only one class is the default. */
async function checkDefault(attributes: Attributes, sources: Sources): Promise<void> {
  const object = objectOf(attributes, 'CREATE', classes) ?? objectOf(attributes, 'UPDATE', classes)
  if (object?.['globalDefault'] !== true) return
  const other = (await markedDefault(sources))?.metadata.name
  if (other === undefined || (attributes.operation === 'UPDATE' && other === object.metadata.name)) return
  throw forbid(attributes, `PriorityClass ${other} is already marked as default. Only one default can exist`)
}

/** Upstream has this in the storage of the kind. */
function keepSystemClass(attributes: Attributes): void {
  const { definition, operation, name } = attributes
  const isClass = definition.resource === 'priorityclasses' && definition.group === 'scheduling.k8s.io'
  if (!isClass || operation !== 'DELETE' || systemPriorityClasses[name] === undefined) return
  throw forbid(attributes, 'this is a system priority class and cannot be deleted')
}

function fromObject(name: string, found: any): PriorityClass {
  return { name, value: found.value ?? 0, preemptionPolicy: found.preemptionPolicy ?? preempts }
}

function refuseOther(attributes: Attributes, what: string, given: unknown, computed: unknown): void {
  if (given === undefined || given === computed) return
  const text = `priority admission controller computed ${computed} from the given PriorityClass name`
  throw forbid(attributes, `the ${what} (${given}) must not be provided in pod spec; ${text}`)
}
