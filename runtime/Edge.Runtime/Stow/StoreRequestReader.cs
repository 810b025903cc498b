using Edge.Contracts;
using Edge.Dicom.Network;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Runtime.Stow;

/// <summary>
/// Reads the parts of one request, one after another, straight into the inbox. Memory: two buffers of 64 KiB, whatever is sent. A part that is
/// refused passes unseen; one that does not come to its end leaves nothing behind.
/// </summary>
/// <param name="parts">Receives a part.</param>
/// <param name="config">Limits.</param>
internal sealed class StoreRequestReader(PartReceiver parts, StowConfig config)
{
    private const int BufferBytes = 64 * 1024;
    private const int HeadersMax = 16;
    private const int HeaderBytesMax = 8 * 1024;

    private readonly List<PartResult> _results = [];

    /// <summary>What became of each part so far.</summary>
    public IReadOnlyList<PartResult> Results => _results;

    /// <summary>Reads to the end, or as far as it can be read.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="boundary">Its boundary.</param>
    /// <param name="sender">Who sends, and into which study.</param>
    /// <param name="late">Cancelled when the request has taken its time.</param>
    /// <param name="gone">Cancelled when the client has gone.</param>
    /// <exception cref="OperationCanceledException">The client has gone: nobody waits for an answer.</exception>
    public async Task<RequestEnd> ReadAsync(Stream body, string boundary, StowSender sender, CancellationToken late, CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late, gone);
        var reader = new MultipartReader(boundary, body, BufferBytes) { HeadersCountLimit = HeadersMax, HeadersLengthLimit = HeaderBytesMax };
        try
        {
            while (await reader.ReadNextSectionAsync(either.Token) is { } part)
            {
                if (_results.Count == config.MaxParts)
                {
                    return RequestEnd.TooLarge;
                }

                await ReadAsync(part, sender, either.Token);
            }

            return _results.Count > 0 ? RequestEnd.Whole : RequestEnd.Malformed;
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => RequestEnd.TooLarge,
                StatusCodes.Status408RequestTimeout => RequestEnd.TooSlow,
                _ => RequestEnd.Malformed,
            };
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            gone.ThrowIfCancellationRequested();
            return RequestEnd.Malformed;
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return RequestEnd.TooSlow;
        }
    }

    private async Task ReadAsync(MultipartSection part, StowSender sender, CancellationToken cancellationToken)
    {
        if (part.ContentType is { } type && MultipartType.Parse(type).MediaType != "application/dicom")
        {
            // What a boundary inside a part would make of a nested multipart is anybody's guess: it is not looked into.
            _results.Add(PartResult.NotUnderstood("The part is no application/dicom"));
            await part.Body.CopyToAsync(Stream.Null, BufferBytes, cancellationToken);
            return;
        }

        int index = _results.Count;
        _results.Add(new PartResult("", "", new StoreOutcome(DicomStatus.ProcessingFailure, "The part did not come to its end")));
        _results[index] = await parts.ReceiveAsync(part.Body, sender, named => _results[index] = named, cancellationToken);
    }
}
