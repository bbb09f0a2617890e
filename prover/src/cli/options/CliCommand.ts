import { Command, type Option, type ParseOptionsResult } from 'commander';
import { findMissingValue } from '../../files/findMissingValue.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { runCommand } from '../support/runCommand.js';
import { sharedOptions as shared } from './sharedOptions.js';

export type CommandEnd<Options extends { json?: string }> = {
  /** What stands below the options: notes and examples. */
  help: string;
  run: (context: CommandContext, options: Options) => Promise<CommandResult>;
};

/** A command of `tallystick`: commander's, with the options that most of them end with. */
export class CliCommand extends Command {
  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  /** Several options, in their order. */
  addOptions(options: readonly Option[]): this {
    for (const option of options) this.addOption(option);
    return this;
  }

  /** The chain that it reads or writes, which it can't do without. */
  addChain(): this {
    return this.addOptions([shared.rpc().makeOptionMandatory(), shared.deployment().makeOptionMandatory()]);
  }

  /** The wallet, and the records of what it opened. */
  addWallet(): this {
    return this.addOptions([shared.keyFile(), shared.state()]);
  }

  /** Commander itself takes the name of the next option for a value that was left out. */
  override parseOptions(words: string[]): ParseOptionsResult {
    const problem = findMissingValue(words, this.options);
    if (problem !== undefined) this.error(`error: ${problem}`, { code: 'commander.optionMissingArgument' });
    return super.parseOptions(words);
  }

  /** Commander calls this for the first option that is missing; a user is told of all of them at once. */
  missingMandatoryOptionValue(): void {
    const missing = this.options.filter(
      (option) => option.mandatory && this.getOptionValue(option.attributeName()) === undefined,
    );
    const names = missing.map(({ flags, envVar }) => `'${flags}'${envVar === undefined ? '' : ` (or ${envVar})`}`);
    const what = missing.length > 1 ? 'options' : 'option';
    this.error(`error: required ${what} ${names.join(', ')} not specified`, {
      code: 'commander.missingMandatoryOptionValue',
    });
  }

  /** The last of it: `--json`, what stands below the options, and what it does. */
  end<Options extends { json?: string }>(context: CommandContext, { help, run }: CommandEnd<Options>): this {
    return this.addOption(shared.json()).addHelpText('after', help).action(runCommand(context, run));
  }
}
