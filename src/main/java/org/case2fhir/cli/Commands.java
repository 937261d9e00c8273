package org.case2fhir.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, handing the terminal to those that print. */
final class Commands implements IFactory {
  private final Terminal terminal;

  Commands(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == ConvertCommand.class) {
      return type.cast(new ConvertCommand(terminal));
    }
    if (type == ExtractCommand.class) {
      return type.cast(new ExtractCommand(terminal));
    }
    if (type == ValidateCommand.class) {
      return type.cast(new ValidateCommand(terminal));
    }
    if (type == PushCommand.class) {
      return type.cast(new PushCommand(terminal));
    }
    if (type == SchemaCommand.class) {
      return type.cast(new SchemaCommand(terminal));
    }
    if (type == ImportTerminologyCommand.class) {
      return type.cast(new ImportTerminologyCommand(terminal));
    }
    if (type == FindTermCommand.class) {
      return type.cast(new FindTermCommand(terminal));
    }
    if (type == ListTerminologiesCommand.class) {
      return type.cast(new ListTerminologiesCommand(terminal));
    }
    if (type == CheckTableCommand.class) {
      return type.cast(new CheckTableCommand(terminal));
    }
    if (type == TrainCommand.class) {
      return type.cast(new TrainCommand(terminal));
    }
    if (type == EvaluateCommand.class) {
      return type.cast(new EvaluateCommand(terminal));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
