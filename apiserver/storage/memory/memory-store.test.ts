import { describeStore } from '../suite.ts'
import { openMemoryStore } from './memory-store.ts'

describeStore('the store in memory', async () => openMemoryStore())
