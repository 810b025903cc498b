using System.Net;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Wrong passwords by address. After a few in a row an address has to wait, each time twice as long, and is told so without its password being looked at: a
/// password cannot be guessed by trying, and another address, such as the scanner's own, is not shut out by whoever tries.
/// </summary>
internal sealed class PasswordGuesses(TimeProvider time)
{
    private const int FreeGuesses = 5;
    private const int MaxAddresses = 1024;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Guesses> _addresses = [];

    /// <summary>How long the address still has to wait; zero when it need not.</summary>
    public TimeSpan WaitOf(IPAddress address)
    {
        lock (_gate)
        {
            if (!_addresses.TryGetValue(Plain(address), out Guesses? guesses) || guesses.Count < FreeGuesses)
            {
                return TimeSpan.Zero;
            }

            TimeSpan left = Wait(guesses.Count) - time.GetElapsedTime(guesses.Last);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A password from this address was wrong.</summary>
    public void Wrong(IPAddress address)
    {
        IPAddress plain = Plain(address);
        lock (_gate)
        {
            if (!_addresses.TryGetValue(plain, out Guesses? guesses))
            {
                if (_addresses.Count == MaxAddresses)
                {
                    _addresses.Remove(_addresses.MinBy(other => other.Value.Last).Key);
                }

                _addresses.Add(plain, guesses = new Guesses());
            }
            else if (time.GetElapsedTime(guesses.Last) > LongestWait + LongestWait)
            {
                guesses.Count = 0;
            }

            guesses.Count++;
            guesses.Last = time.GetTimestamp();
        }
    }

    /// <summary>A password from this address was right.</summary>
    public void Right(IPAddress address)
    {
        lock (_gate)
        {
            _addresses.Remove(Plain(address));
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static TimeSpan Wait(int count)
    {
        int doublings = Math.Min(count - FreeGuesses, 10);
        TimeSpan wait = FirstWait * (1 << doublings);
        return wait < LongestWait ? wait : LongestWait;
    }

    private sealed class Guesses
    {
        public int Count { get; set; }

        public long Last { get; set; }
    }
}
