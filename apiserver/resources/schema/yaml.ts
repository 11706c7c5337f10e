import { load, YAMLException } from 'js-yaml'
import { DecodeError } from './decode-error.ts'

export function probe() { return [load, YAMLException, DecodeError] }
