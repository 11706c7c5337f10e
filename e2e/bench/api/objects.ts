/** A pod as a Deployment makes it, such that it is stored as some 7 kB with its managedFields. */
export function pod(index: number): object {
  const name = `web-7d9c6b5f4-${String(index).padStart(6, '0')}`
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name,
      labels: {
        app: 'web', 'app.kubernetes.io/name': 'web', 'pod-template-hash': '7d9c6b5f4', shard: String(index % 100),
      },
      annotations: {
        'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080', checksum: `${index}`.repeat(16).slice(0, 64),
      },
    },
    spec: { containers: [container('web', index), container('sidecar', index)], nodeSelector: { pool: 'none' } },
  }
}

function container(name: string, index: number): object {
  const env = Array.from({ length: 11 }, (_, at) => ({
    name: `${name.toUpperCase()}_SETTING_${at}`, value: `value-${index * 11 + at}`,
  }))
  const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10, timeoutSeconds: 2 }
  return {
    name, image: `registry.example/${name}:1.${index % 10}.0`, env, readinessProbe: probe, livenessProbe: probe,
    args: ['--listen=:8080', '--log-level=info'],
    ports: [{ name: `${name}-http`, containerPort: name === 'web' ? 8080 : 9090 }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
  }
}

/** A ConfigMap whose data is so many bytes. */
export function configMap(name: string, bytes = 1000): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { settings: 'x'.repeat(bytes) } }
}

export const podsPath = '/api/v1/namespaces/default/pods'
export const configMapsPath = '/api/v1/namespaces/default/configmaps'
