import { InputError } from '../fault.js';

// Reading captures is the SDK's, whose hooks inject them; the words are said from here too.
export {
  type CapturedFrame,
  type CaptureInterface,
  type CaptureReader,
  capturedFrame,
} from '../../sdk/capture/record.js';

/** A capture that cannot be read on: exit code 2, like every fault of an input file. */
export class CaptureError extends InputError {
  constructor(
    readonly file: string,
    /** The place in the file, in bytes from its start. */
    readonly offset: number,
    what: string,
  ) {
    super([{ file, line: 0, column: 0, message: `byte ${offset}: ${what}` }]);
    this.name = 'CaptureError';
  }
}
