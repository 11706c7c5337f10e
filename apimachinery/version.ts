/** Coracle's own version, that of package.json. */
export const coracleVersion = '0.1.0'
/** The Kubernetes release whose API and behaviour this is. */
export const kubernetesVersion = 'v1.36.2'
