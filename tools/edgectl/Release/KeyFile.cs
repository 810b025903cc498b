using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Keys;

namespace Edge.Ctl.Release;

/// <summary>Private keys in files, each encrypted with a passphrase that comes from a file, from the environment or from the keyboard.</summary>
internal sealed class KeyFile
{
    private const string Variable = "EDGE_PASSPHRASE";
    private const int PassphraseLengthMin = 8;

    /// <summary><c>--passphrase-file FILE</c>.</summary>
    public Option<string?> PassphraseFile { get; } = new("--passphrase-file")
    {
        Description = $"File whose first line is the passphrase of the key files (default: ${Variable}, else asked for).",
        HelpName = "FILE",
    };

    /// <summary>An option that names key files.</summary>
    public static Option<string[]> Option(string name, string description) => new(name) { Description = description, HelpName = "KEY" };

    /// <summary>Reads a key file.</summary>
    /// <exception cref="ApplianceException">It cannot be read.</exception>
    public SigningKey Read(ParseResult parsed, string file)
    {
        string pem = ReadText(file);
        return SigningKey.FromPem(pem, SigningKey.IsEncrypted(pem) ? Passphrase(parsed, $"Passphrase of {file}: ") : "");
    }

    /// <summary>A passphrase for a new key.</summary>
    /// <exception cref="ApplianceException">It is too short, or two entries differ.</exception>
    public string NewPassphrase(ParseResult parsed)
    {
        string passphrase = Passphrase(parsed, "New passphrase: ");
        if (passphrase.Length < PassphraseLengthMin)
        {
            throw new ApplianceException($"A passphrase has at least {PassphraseLengthMin} letters.");
        }

        bool typed = parsed.GetValue(PassphraseFile) is null && Environment.GetEnvironmentVariable(Variable) is null;
        return !typed || Ask("Again: ") == passphrase ? passphrase : throw new ApplianceException("The two entries differ.");
    }

    /// <summary>Reads a text file that the caller named.</summary>
    /// <exception cref="ApplianceException">It cannot be read.</exception>
    public static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private string Passphrase(ParseResult parsed, string prompt)
    {
        if (parsed.GetValue(PassphraseFile) is { } file)
        {
            return ReadText(file).Split('\n')[0].TrimEnd('\r');
        }

        return Environment.GetEnvironmentVariable(Variable) ?? Ask(prompt);
    }

    private static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            throw new ApplianceException($"The key needs a passphrase: give --passphrase-file, set ${Variable}, or run this on a terminal.");
        }

        Console.Error.Write(prompt);
        var letters = new List<char>();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && letters.Count > 0)
            {
                letters.RemoveAt(letters.Count - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                letters.Add(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return new string([.. letters]);
    }
}
