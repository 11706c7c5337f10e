import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { type Agent, request } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import type { Coracle } from './coracle.ts'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  bytes: Buffer
  /** The body as JSON; undefined when it is not. */
  json: any
}

export interface RawRequest {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Come without a certificate. */
  anonymous?: boolean
  /** Keeps connections for those who send much; a connection for each request without. */
  agent?: Agent
}

/** The administrator's certificate and key, and the server's authority: for agents that keep connections. */
export function administratorOf(coracle: Pick<Coracle, 'kubeconfig'>): { ca: Buffer; cert: Buffer; key: Buffer } {
  const config = new KubeConfig()
  config.loadFromString(readFileSync(coracle.kubeconfig, 'utf8'))
  const decode = (data: string | undefined) => Buffer.from(data ?? '', 'base64')
  const user = config.getCurrentUser()
  return { ca: decode(config.getCurrentCluster()?.caData), cert: decode(user?.certData), key: decode(user?.keyData) }
}

/** One request as the administrator, byte for byte as given: what kubectl would not send. */
export async function send(
  coracle: Coracle, { method = 'GET', path, headers = {}, body, anonymous = false, agent }: RawRequest,
): Promise<Answer> {
  const { ca, ...own } = administratorOf(coracle)
  const identity = anonymous ? {} : own
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: coracle.port, method, path, headers, ca, agent: agent ?? false, ...identity },
      (response) => {
        const chunks: Buffer[] = []
        response.on('error', reject)
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(answerOf(response, Buffer.concat(chunks))))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, bytes: Buffer): Answer {
  const text = bytes.toString()
  return { status: statusCode, headers, text, bytes, json: parsed(text) }
}

function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
