import { expect } from 'chai'
import { fromStoredAutoscaler, toStoredAutoscaler } from './v1-form.ts'

const stored: any = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { note: 'text' } },
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
    minReplicas: 1,
    maxReplicas: 5,
    metrics: [
      { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } },
      {
        type: 'Object',
        object: {
          describedObject: { kind: 'Ingress', name: 'main', apiVersion: 'networking.k8s.io/v1' },
          metric: { name: 'hits' },
          target: { type: 'AverageValue', averageValue: '2' },
        },
      },
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
    ],
    behavior: { scaleUp: { selectPolicy: 'Max', policies: [{ type: 'Pods', value: 2, periodSeconds: 15 }] } },
  },
  status: { currentReplicas: 2, desiredReplicas: 3, currentMetrics: null },
}

describe('autoscaling/v1', () => {
  it('shows the utilization of the CPU as a field and carries the rest in annotations', () => {
    const { spec, metadata } = fromStoredAutoscaler(stored)
    expect(spec.targetCPUUtilizationPercentage).to.equal(70)
    expect(metadata.annotations).to.deep.equal({
      note: 'text',
      'autoscaling.alpha.kubernetes.io/metrics': JSON.stringify([
        { type: 'Pods', pods: { metricName: 'rps', targetAverageValue: '10' } },
        {
          type: 'Object',
          object: {
            target: { kind: 'Ingress', name: 'main', apiVersion: 'networking.k8s.io/v1' }, metricName: 'hits',
            targetValue: '0',
            averageValue: '2',
          },
        },
      ]),
      'autoscaling.alpha.kubernetes.io/behavior': JSON.stringify({
        ScaleUp: {
          StabilizationWindowSeconds: null, SelectPolicy: 'Max',
          Policies: [{ Type: 'Pods', Value: 2, PeriodSeconds: 15 }],
          Tolerance: null,
        },
        ScaleDown: null,
      }),
    })
  })

  it('says the same when it is read back', () => {
    const { spec, metadata } = toStoredAutoscaler(fromStoredAutoscaler(stored))
    expect(spec).to.deep.equal(stored.spec)
    expect(metadata.annotations).to.deep.equal({ note: 'text' })
  })

  it('goes by the CPU when an annotation cannot be read', () => {
    const { spec, metadata } = toStoredAutoscaler({
      apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', spec: { maxReplicas: 1 },
      metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '{' } },
    })
    expect(spec.metrics[0].resource.target.averageUtilization).to.equal(80)
    expect(metadata.annotations).to.deep.equal({})
  })
})
