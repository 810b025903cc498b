using System.CommandLine;
using System.Text;
using Edge.Contracts;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom password</c>: the hash of a password, for <c>dicom.users</c>.</summary>
internal static class DicomPassword
{
    public static Command Create()
    {
        var command = new Command("password", "Read a password from standard input, and write its hash for dicom.users.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        string password = Console.IsInputRedirected ? Console.In.ReadLine() ?? "" : ReadUnseen();
        int length = Encoding.UTF8.GetByteCount(password);
        if (length is 0 or > PasswordHash.MaxPasswordBytes)
        {
            Console.Error.WriteLine($"edgectl: the password has {length} bytes; it needs 1 to {PasswordHash.MaxPasswordBytes}.");
            return 1;
        }

        Console.WriteLine(PasswordHash.Create(Encoding.UTF8.GetBytes(password)));
        return 0;
    }

    private static string ReadUnseen()
    {
        Console.Error.Write("password: ");
        var password = new StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (password.Length < PasswordHash.MaxPasswordBytes)
            {
                password.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
