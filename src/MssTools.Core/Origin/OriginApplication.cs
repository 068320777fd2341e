using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace MssTools.Core.Origin;

/// <summary>Has each request of Kestrel answered.</summary>
internal sealed class OriginApplication(OriginSite site, AnswerWriter writer, PointPosts posts) : IHttpApplication<Exchange>
{
    /// <inheritdoc/>
    public Exchange CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(Exchange context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await writer.WriteAsync(context, await FindAsync(context));
            if (context.IsPost)
            {
                await posts.HangUpAsync(context);
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException && !context.HasStarted)
        {
            context.Headers.Clear();
            await writer.WriteAsync(context, Answer.NotFound); // deleted before it was opened
        }
        catch (OutOfMemoryException)
        {
            site.Forget();
            if (context.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Headers.Clear();
            await writer.WriteAsync(context, Answer.Busy);
        }
        catch (OperationCanceledException) when (context.Aborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (IOException)
        {
            context.Abort(); // the file shrank or vanished in the middle of the body
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(Exchange context, Exception? exception)
    {
        // An exchange holds nothing of its own.
    }

    private async ValueTask<Answer> FindAsync(Exchange context)
    {
        try
        {
            return await site.AnswerAsync(context);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return Answer.NotFound; // it left the window between the look and the opening
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or MssException)
        {
            return Answer.Failed;
        }
    }
}
