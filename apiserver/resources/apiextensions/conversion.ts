import { forbidden, invalid, required, type FieldError } from '../../../apimachinery/field-error.ts'
import { isDNS1035Label } from '../../../apimachinery/names.ts'
import { unsupported } from '../core/validation/fields.ts'
import { validateWebhookService, validateWebhookUrl } from '../meta/webhook-client.ts'

const reviewVersions = ['v1', 'v1beta1']

/** How objects are turned from one version into another. Upstream: validateCustomResourceConversion, with its paths. */
export function validateConversion(
  { conversion, preserveUnknownFields }: any, mayHaveBadBundle: boolean,
): FieldError[] {
  if (!conversion) return []
  const { strategy = '', webhook } = conversion
  const versions: string[] | undefined = webhook?.conversionReviewVersions
  const clientPath = 'spec.conversion.webhookClientConfig'
  const versionsPath = 'spec.conversion.conversionReviewVersions'
  const notForNone = 'should not be set when strategy is not set to Webhook'
  return [
    ...(preserveUnknownFields && strategy !== 'None'
      ? [invalid('spec.conversion.strategy', strategy, 'must be None if spec.preserveUnknownFields is true')]
      : []),
    ...validateStrategy(strategy),
    ...(strategy === 'Webhook'
      ? [
        ...validateClient(webhook?.clientConfig, clientPath, mayHaveBadBundle),
        ...validateReviewVersions(versions, versionsPath),
      ]
      : [
        ...(webhook?.clientConfig ? [forbidden(clientPath, notForNone)] : []),
        ...(versions?.length ? [forbidden(versionsPath, notForNone)] : []),
      ]),
  ]
}

function validateStrategy(strategy: string): FieldError[] {
  if (strategy === '') return [required('spec.conversion.strategy')]
  const known = ['None', 'Webhook']
  return known.includes(strategy) ? [] : [unsupported('spec.conversion.strategy', strategy, known)]
}

function validateClient(client: any, path: string, mayHaveBadBundle: boolean): FieldError[] {
  if (!client) return [required(path, 'required when strategy is set to Webhook')]
  const { url, service, caBundle } = client
  return [
    ...validateAddress(url, service, path),
    ...(caBundle && !mayHaveBadBundle && !isBundle(caBundle)
      ? [invalid(`${path}.caBundle`, caBundle, 'unable to load root certificates: unable to parse bytes as PEM block')]
      : []),
  ]
}

/** Whether a text in base64 has a certificate in it. */
export function isBundle(text: string): boolean {
  return /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(
    Buffer.from(text, 'base64').toString('latin1'),
  )
}

function validateAddress(url: any, service: any, path: string): FieldError[] {
  const hasUrl = url !== undefined && url !== null
  if (hasUrl === Boolean(service)) return [required(path, 'exactly one of url or service is required')]
  return hasUrl
    ? validateWebhookUrl(url, `${path}.url`)
    : validateWebhookService(service, `${path}.service`, ['name', 'namespace'])
}

function validateReviewVersions(versions: string[] | undefined, path: string): FieldError[] {
  if (!versions?.length) return [required(path)]
  return [
    ...versions.flatMap((version, at) => (versions.indexOf(version) < at
      ? [invalid(`${path}[${at}]`, version, 'duplicate version')]
      : isDNS1035Label(version).map((message) => invalid(`${path}[${at}]`, version, message)))),
    ...(versions.some((version) => reviewVersions.includes(version))
      ? []
      : [invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`)]),
  ]
}
