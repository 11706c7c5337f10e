import { forbid } from './forbid.ts'
import { podOf } from './pod-create.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

interface PriorityClass {
  name: string
  value: number
  preemptionPolicy: string
}

const preempts = 'PreemptLowerPriority'
const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

type Sources = Pick<AdmissionSources, 'getPriorityClass' | 'listPriorityClasses'>

/** The number a pod's priority class stands for. Upstream: plugin/admission/priority. */
export function priority(sources: Sources): AdmissionPlugin {
  return {
    name: 'Priority',
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
  const found = await sources.getPriorityClass?.(name)
  if (found !== undefined) return fromObject(name, found)
  const value = systemClasses[name]
  if (value === undefined) throw forbid(attributes, `no PriorityClass with name ${name} was found`)
  return { name, value, preemptionPolicy: preempts }
}

/** The lowest of those marked as default; there should be but one. */
async function defaultClass({ listPriorityClasses }: Sources): Promise<PriorityClass> {
  const classes = ((await listPriorityClasses?.()) ?? []).filter((one) => one['globalDefault'])
  const all = classes.map((one) => fromObject(one.metadata.name ?? '', one)).sort((one, other) => one.value - other.value)
  return all[0] ?? { name: '', value: 0, preemptionPolicy: preempts }
}

function fromObject(name: string, found: any): PriorityClass {
  return { name, value: found.value ?? 0, preemptionPolicy: found.preemptionPolicy ?? preempts }
}

function refuseOther(attributes: Attributes, what: string, given: unknown, computed: unknown): void {
  if (given === undefined || given === computed) return
  const text = `priority admission controller computed ${computed} from the given PriorityClass name`
  throw forbid(attributes, `the ${what} (${given}) must not be provided in pod spec; ${text}`)
}
