/**
 * Metrics as autoscaling/v1 writes them into annotations: flat, fields in Go's order, quantities by value never absent.
 */

type Convert = (value: any) => any

/** Leaves out what is absent, as Go's `omitempty` does. */
function compact(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null))
}

const reference: Convert = ({ kind = '', name = '', apiVersion } = {}) =>
  compact({ kind, name, apiVersion: apiVersion || undefined })

const toV1Sources: Readonly<Record<string, Convert>> = {
  object: ({ describedObject, metric = {}, target = {} }) => ({
    target: reference(describedObject), metricName: metric.name ?? '', targetValue: target.value ?? '0',
    selector: metric.selector, averageValue: target.averageValue,
  }),
  pods: ({ metric = {}, target = {} }) =>
    ({ metricName: metric.name ?? '', targetAverageValue: target.averageValue ?? '0', selector: metric.selector }),
  resource: ({ name = '', target = {} }) =>
    ({ name, targetAverageUtilization: target.averageUtilization, targetAverageValue: target.averageValue }),
  containerResource: ({ name = '', container = '', target = {} }) =>
    ({ name, targetAverageUtilization: target.averageUtilization, targetAverageValue: target.averageValue, container }),
  external: ({ metric = {}, target = {} }) => ({
    metricName: metric.name ?? '', metricSelector: metric.selector, targetValue: target.value,
    targetAverageValue: target.averageValue,
  }),
}

const toV1Statuses: Readonly<Record<string, Convert>> = {
  object: ({ describedObject, metric = {}, current = {} }) => ({
    target: reference(describedObject), metricName: metric.name ?? '', currentValue: current.value ?? '0',
    selector: metric.selector, averageValue: current.averageValue,
  }),
  pods: ({ metric = {}, current = {} }) =>
    ({ metricName: metric.name ?? '', currentAverageValue: current.averageValue ?? '0', selector: metric.selector }),
  resource: ({ name = '', current = {} }) =>
    ({ name, currentAverageUtilization: current.averageUtilization, currentAverageValue: current.averageValue ?? '0' }),
  containerResource: ({ name = '', container = '', current = {} }) => ({
    name, currentAverageUtilization: current.averageUtilization, currentAverageValue: current.averageValue ?? '0',
    container,
  }),
  external: ({ metric = {}, current = {} }) => ({
    metricName: metric.name ?? '', metricSelector: metric.selector, currentValue: current.value ?? '0',
    currentAverageValue: current.averageValue,
  }),
}

const isZero = (quantity: unknown): boolean =>
  quantity === undefined || /^[+-]?0*\.?0*[A-Za-z]*$/.test(String(quantity))

const fromV1Sources: Readonly<Record<string, Convert>> = {
  object: ({ target, metricName, targetValue, selector, averageValue }) => ({
    describedObject: target, metric: { name: metricName, selector },
    target: averageValue === undefined
      ? { type: 'Value', value: targetValue ?? '0' }
      // The type cannot leave the value out, and a zero would be refused.
      : { type: 'AverageValue', averageValue, ...(isZero(targetValue) ? {} : { value: targetValue }) },
  }),
  pods: ({ metricName, targetAverageValue = '0', selector }) =>
    ({ metric: { name: metricName, selector }, target: { type: 'AverageValue', averageValue: targetAverageValue } }),
  resource: usageFromV1,
  containerResource: ({ container, ...usage }) => ({ container, ...usageFromV1(usage) }),
  external: ({ metricName, metricSelector, targetValue, targetAverageValue }) => ({
    metric: { name: metricName, selector: metricSelector },
    target: {
      type: targetValue === undefined ? 'AverageValue' : 'Value', value: targetValue, averageValue: targetAverageValue,
    },
  }),
}

function usageFromV1({ name, targetAverageUtilization, targetAverageValue }: any): any {
  const type = targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization'
  return { name, target: { type, averageValue: targetAverageValue, averageUtilization: targetAverageUtilization } }
}

const fromV1Statuses: Readonly<Record<string, Convert>> = {
  object: ({ target, metricName, currentValue = '0', selector, averageValue }) =>
    ({
      describedObject: target, metric: { name: metricName, selector }, current: { value: currentValue, averageValue },
    }),
  pods: ({ metricName, currentAverageValue = '0', selector }) =>
    ({ metric: { name: metricName, selector }, current: { averageValue: currentAverageValue } }),
  resource: usedFromV1,
  containerResource: ({ container, ...usage }) => ({ container, ...usedFromV1(usage) }),
  external: ({ metricName, metricSelector, currentValue = '0', currentAverageValue }) => ({
    metric: { name: metricName, selector: metricSelector },
    current: { value: currentValue, averageValue: currentAverageValue },
  }),
}

function usedFromV1({ name, currentAverageUtilization, currentAverageValue = '0' }: any): any {
  return { name, current: { averageValue: currentAverageValue, averageUtilization: currentAverageUtilization } }
}

function converter(sources: Readonly<Record<string, Convert>>): Convert {
  return (metric) => {
    const given = Object.keys(sources).filter((name) => metric[name])
    return {
      type: metric.type ?? '',
      ...Object.fromEntries(given.map((name) => [name, deepCompact(sources[name]!(metric[name]))])),
    }
  }
}

function deepCompact(value: any): any {
  const nested = Object.entries(compact(value)).map(([name, member]) =>
    [name, name === 'metric' || name === 'target' || name === 'current'
      ? compact(member as Record<string, unknown>)
      : member])
  return Object.fromEntries(nested)
}

export const toV1Metric = converter(toV1Sources)
export const toV1MetricStatus = converter(toV1Statuses)
export const fromV1Metric = converter(fromV1Sources)
export const fromV1MetricStatus = converter(fromV1Statuses)

/** The conditions are the same, in Go's order. */
export const toV1Condition: Convert = ({ type = '', status = '', lastTransitionTime = null, reason, message }) => ({
  type, status, lastTransitionTime, ...compact({ reason: reason || undefined, message: message || undefined }),
})
