using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.User;

/// <summary>The password of a user: one line of standard input, or one that the appliance makes. It is never an argument, which others could read.</summary>
internal sealed class GivenPassword
{
    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = "Read the password from standard input; else one is made and printed, this once." };

    /// <summary>Adds the option to a verb.</summary>
    public GivenPassword(Command verb) => verb.Add(_fromInput);

    /// <summary>The password; null: one is to be made.</summary>
    /// <exception cref="ApplianceException">Standard input has none.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_fromInput))
        {
            return null;
        }

        return await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } line
            ? line
            : throw new ApplianceException("Standard input has no password. Write it there, on one line.");
    }

    /// <summary>Prints what came of it: nothing but a made password on standard output, so that it can go where it is needed.</summary>
    public static void Write(UserMade made)
    {
        Console.Error.WriteLine(
            $"{made.User.Name} signs in to the page as {made.User.Role.ToString().ToLowerInvariant()}."
            + (made.Password is null ? "" : " The password is not kept and cannot be shown again:"));
        if (made.Password is { } password)
        {
            Console.WriteLine(password);
        }
    }
}
