import { findMissingValue } from '@tallystick/prover/files';
import { Command, type ParseOptionsResult } from 'commander';

/** A command of `tallystick-sequencer`: commander's, which throws what is wrong with its words once it has printed it, for `runSequencer` to end with. */
export class SequencerCommand extends Command {
  constructor(name: string) {
    super(name);
    this.exitOverride().showHelpAfterError('(add --help for the options)');
  }

  /** Commander itself takes the name of the next option for a value that was left out. */
  override parseOptions(words: string[]): ParseOptionsResult {
    const problem = findMissingValue(words, this.options);
    if (problem !== undefined) this.error(`error: ${problem}`, { code: 'commander.optionMissingArgument' });
    return super.parseOptions(words);
  }
}
