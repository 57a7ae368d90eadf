//! `--help` in the chosen language: the words of every command and argument, the headings, and
//! what clap itself would say in English.

use clap::{Arg, ArgAction, Command};

use crate::diag::Texts;

/// The command line with all its words put in.
pub(super) fn translate(command: Command, texts: &Texts) -> Command {
    // Built once, so that every command has the options of all and knows its full name.
    let mut command = plain(command);
    command.build();
    put_words(command, "obmen", texts)
}

/// Without what clap adds by itself in English; our own options for help and version instead.
fn plain(command: Command) -> Command {
    let version = command.get_version().is_some();
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::HelpShort));
    if version {
        command =
            command.arg(Arg::new("version").short('V').long("version").action(ArgAction::Version));
    }
    command.mut_subcommands(plain)
}

/// `name` is the whole name with blanks: `obmen tables pull`.
fn put_words(command: Command, name: &str, texts: &Texts) -> Command {
    let say = |id: &str| texts.say(id, &[]);
    let path = name.replace(' ', "-");
    let template = format!(
        "{{about}}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        say("cli-heading-usage")
    );
    let usage = usage(command.clone(), name, texts);
    let command = command
        .about(say(&format!("cli-about-{path}")))
        .help_template(template)
        .override_usage(usage)
        .subcommand_help_heading(say("cli-heading-commands"))
        .subcommand_value_name(say("cli-value-command"))
        .mut_args(|arg| {
            let heading = heading(&arg);
            argument(arg, &path, texts).help_heading(say(heading))
        });
    command.mut_subcommands(|inner| {
        let name = format!("{name} {}", inner.get_name());
        put_words(inner, &name, texts)
    })
}

/// Under which heading an argument stands.
fn heading(arg: &Arg) -> &'static str {
    if arg.is_positional() {
        return "cli-heading-arguments";
    }
    let everywhere = arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str());
    if everywhere { "cli-heading-common" } else { "cli-heading-options" }
}

/// The words of an argument: those for this command alone, else those for all.
fn argument(arg: Arg, path: &str, texts: &Texts) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = format!("cli-arg-{path}-{id}");
    let id = if texts.has(&own) { own } else { format!("cli-arg-{id}") };
    let names = arg.get_value_names().map(|names| {
        let names = names.iter().map(|name| value_name(name, texts));
        names.collect::<Vec<_>>()
    });
    let arg = arg.help(texts.say(&id, &[])).hide_possible_values(true).hide_default_value(true);
    match names {
        Some(names) if arg.get_action().takes_values() => arg.value_names(names),
        _ => arg,
    }
}

/// `DIR` as people of that language write it.
fn value_name(name: &str, texts: &Texts) -> String {
    texts.say(&format!("cli-value-{}", name.to_lowercase()), &[])
}

/// The line of usage in the words of the language.
fn usage(command: Command, name: &str, texts: &Texts) -> String {
    let command = command.mut_args(|arg| argument(arg, "", texts));
    let command_value = texts.say("cli-value-command", &[]);
    let usage = command.bin_name(name).subcommand_value_name(command_value).render_usage();
    let usage = usage.to_string();
    let bare = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    bare.replace("[OPTIONS]", &texts.say("cli-value-options", &[]))
}
