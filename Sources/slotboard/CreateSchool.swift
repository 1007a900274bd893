import ArgumentParser
import Postgres

struct CreateSchool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a school. Its rules start as the standard ones.")

    @Option(help: ArgumentHelp("Short name in small letters, for commands and logs.", valueName: "word"))
    var slug: String

    @Option(help: "Name that people read.")
    var name: String

    @Option(help: "Host name under which the school is reached. Without one it answers only as the default school.")
    var host: String?

    @Option(help: ArgumentHelp("IANA name, such as Europe/Berlin.", valueName: "zone"))
    var timeZone: String

    func validate() throws {
        if let host, host.lowercased().wholeMatch(of: /[a-z0-9]([a-z0-9.-]*[a-z0-9])?/) == nil {
            throw ValidationError("A host name is made of letters, digits, hyphens and dots, without a port.")
        }
    }

    func run() throws {
        let connection = try Stack.find().ownerConnection()
        do {
            _ = try connection.run(
                "insert into school (slug, name, host, time_zone) values ($1::text, $2::text, $3::text, $4::text)",
                [.text(slug), .text(name), .optionalText(host?.lowercased()), .text(timeZone)])
        } catch {
            throw Failure(error)
        }
        print("School \(slug) is there. Next: slotboard account create --school \(slug) --role admin …")
    }
}
