import { follow } from './follow.ts'
import { type Shift, work } from './worker.ts'

/** An hour stands for a day, so a kubelet's ten seconds between renewals are less. */
const renewalsPerSecond = 24 / 10
const statusesPerSecond = 24 / 300

/** A node that runs nothing, with its lease, status and pods kept as a kubelet does. */
export function hollowNode(shift: Shift, name: string): Promise<unknown> {
  const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`
  const now = () => new Date().toISOString()
  const renewing = work(shift, renewalsPerSecond, async (send, number) => {
    if (number === 0) await register(send, name)
    await send('renew a lease', {
      method: 'PATCH',
      path: lease,
      contentType: 'application/merge-patch+json',
      body: { spec: { renewTime: now().replace('Z', '000Z') } },
    })
  })
  const reporting = work(shift, statusesPerSecond, async (send) => {
    await send('report a node', {
      method: 'PATCH',
      path: `/api/v1/nodes/${name}/status`,
      contentType: 'application/strategic-merge-patch+json',
      expected: [404],
      body: {
        status: {
          capacity,
          allocatable: capacity,
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'KubeletReady',
              message: 'it is',
              lastHeartbeatTime: now().replace(/\.\d+/, ''),
            },
          ],
        },
      },
    })
  })
  return Promise.all([renewing, reporting, runPods(shift, name)])
}

const capacity = { cpu: '8', memory: '16Gi', pods: '110' }

async function register(send: Parameters<Parameters<typeof work>[2]>[0], name: string): Promise<void> {
  await send('register', {
    method: 'POST',
    path: '/api/v1/nodes',
    body: { kind: 'Node', apiVersion: 'v1', metadata: { name, labels: { 'kubernetes.io/hostname': name } } },
  })
  await send('register', {
    method: 'POST',
    path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
    body: {
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      metadata: { name },
      spec: { holderIdentity: name, leaseDurationSeconds: 40 },
    },
  })
}

/** Pods that are bound here run at once, and are gone as soon as they are deleted. */
function runPods(shift: Shift, node: string): Promise<void> {
  const due: any[] = []
  const watching = follow(
    shift,
    `/api/v1/pods?watch=1&fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`,
    (type, pod) => {
      if (type !== 'DELETED') due.push(pod)
    },
  )
  const acting = work(shift, 4, async (send) => {
    for (const {
      metadata: { namespace, name, deletionTimestamp },
      status,
    } of due.splice(0)) {
      const path = `/api/v1/namespaces/${namespace}/pods/${name}`
      if (deletionTimestamp)
        await send('end a pod', { method: 'DELETE', path, body: { gracePeriodSeconds: 0 }, expected: [404, 409] })
      else if (status?.phase !== 'Running')
        await send('run a pod', {
          method: 'PATCH',
          path: `${path}/status`,
          contentType: 'application/strategic-merge-patch+json',
          body: running(),
          expected: [404, 409],
        })
    }
  })
  return Promise.all([watching, acting]).then(() => {})
}

function running(): object {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '')
  const conditions = ['Initialized', 'ContainersReady', 'Ready', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime,
  }))
  const state = { running: { startedAt: lastTransitionTime } }
  const containerStatuses = [
    {
      name: 'main',
      ready: true,
      started: true,
      restartCount: 0,
      image: 'none',
      imageID: 'none',
      containerID: 'hollow://1',
      state,
    },
  ]
  return { status: { phase: 'Running', startTime: lastTransitionTime, conditions, containerStatuses } }
}
