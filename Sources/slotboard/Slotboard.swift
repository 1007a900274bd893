import ArgumentParser

/// The command line for people: what is done to a Slotboard by hand.
@main
struct Slotboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slotboard",
        abstract: "Sets up a Slotboard, looks after it, and shows it.",
        discussion: """
            The stack is found by its SLOTBOARD_ variables or, without them, by config/slotboard.env in the folder \
            SLOTBOARD_HOME (.run), where bin/up writes it.
            """,
        subcommands: [Schools.self, Accounts.self, Doctor.self, Integrity.self, Demo.self])

    struct Schools: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "school", abstract: "Schools: each has its own people, and a host name.",
            subcommands: [CreateSchool.self])
    }

    struct Accounts: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "account", abstract: "Accounts: students, teachers and admins.",
            subcommands: [CreateAccount.self, BlockAccount.self, UnblockAccount.self])
    }

    struct Demo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo", abstract: "The demo school: something to look at.",
            subcommands: [LoadDemo.self, PlayDemo.self])
    }
}
