import { join } from 'node:path'

/** Where the parts keep their files below the data directory. */
export const databaseDirectory = (dataDir: string): string => join(dataDir, 'server', 'db')
export const tlsDirectory = (dataDir: string): string => join(dataDir, 'server', 'tls')
export const agentDirectory = (dataDir: string): string => join(dataDir, 'agent')
