import ArgumentParser
import Foundation
import Passwords
import Postgres
import Scheduling
import Store

struct CreateAccount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes an account; a teacher's comes with a profile and an empty board.",
        discussion: "The password is never an argument: every process of the machine could read it there.")

    @Option(help: ArgumentHelp("The school's slug.", valueName: "slug"))
    var school: String

    @Option(help: "Address to sign in with.")
    var email: String

    @Option(help: "Name that people read.")
    var name: String

    enum Role: String, CaseIterable, ExpressibleByArgument {
        case student, teacher, admin
    }

    @Option(help: "student, teacher or admin; may be given more than once.")
    var role: [Role]

    @Option(help: ArgumentHelp("IANA name, such as Europe/Berlin; without it the school's zone.", valueName: "zone"))
    var timeZone: String?

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Option(help: ArgumentHelp("Read the password from the first line of a file.", valueName: "path"))
    var passwordFile: String?

    func validate() throws {
        guard passwordStdin != (passwordFile != nil) else {
            throw ValidationError("Give the password by one of --password-stdin and --password-file.")
        }
        guard email.wholeMatch(of: /[^\s@]+@[^\s@]+/) != nil else {
            throw ValidationError("\(email) is not an email address.")
        }
    }

    func run() throws {
        let connection = try Stack.find().ownerConnection()
        do {
            let (school, schoolZone) = try connection.school(slug: self.school)
            let account = Database.NewPerson(
                name: name, email: email.lowercased(), passwordHash: try Password.hash(readPassword()),
                timeZone: timeZone ?? schoolZone, roles: role.compactMap { Person.Role(rawValue: $0.rawValue) })
            guard let person = try Database(connection).createPerson(account, school: school) else {
                throw Failure("\(account.email) has an account in this school already")
            }
            print("\(person.email) can sign in as \(role.map(\.rawValue).joined(separator: ", ")).")
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }

    private func readPassword() throws -> String {
        let line: String?
        if let passwordFile {
            guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
                throw Failure("\(passwordFile) cannot be read")
            }
            line = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.map(String.init)
        } else {
            line = readLine()
        }
        guard let line, (8...1024).contains(line.utf8.count) else {
            throw Failure("a password has 8 to 1,024 bytes")
        }
        return line
    }
}
